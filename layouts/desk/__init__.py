"""The desks' common frame: shell, navigation, forms and tables in the house's tokens."""
