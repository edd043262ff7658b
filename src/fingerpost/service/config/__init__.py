"""Put the service together: settings, the database, addresses, and what starts and stops it.

Comes in: the environment and a workspace. Goes out: a running service. The one room of the service
that knows all the others.
"""
