"""The cases of a demo, made through the actions in the name of its people; each module makes its own part."""
