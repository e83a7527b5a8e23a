"""What the web itself owns: users, devices, keys, audit, edits of reference data. The projector never writes here."""
