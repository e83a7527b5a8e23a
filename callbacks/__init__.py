"""What joins a screen's parts: one module per screen, each with `register(app, …)`."""
