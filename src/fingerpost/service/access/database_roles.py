"""The names of the database's roles. No Django here: whoever starts the database needs them too."""

OWNER = "fingerpost_owner"  # makes and changes tables; no page connects as it
SERVICE = "fingerpost_service"  # how the service connects: rows under row-level security
