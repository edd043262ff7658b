"""Cases of a demo, room by room, made through the actions in the name of its people."""
