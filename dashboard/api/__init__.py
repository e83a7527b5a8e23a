"""The machine doors: Flask blueprints that check, ask and answer in JSON; `ports` says what they need."""
