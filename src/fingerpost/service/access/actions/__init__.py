"""Changes to the world: each checks the policy, changes rows and writes their event, or does nothing."""
