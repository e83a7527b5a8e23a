"""Alerts out of the building: to group chats, web addresses and mailboxes, each alert once a channel and step."""
