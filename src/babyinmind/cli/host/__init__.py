"""Commands of who runs the machine: cohorts of a hub, backups, the service that grades."""
