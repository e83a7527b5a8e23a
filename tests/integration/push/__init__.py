"""Frames from the publisher to a client, over the real server and the real socket."""
