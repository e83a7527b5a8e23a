"""What an administrator does at his desk: users, devices, keys, edited tables. Each act with its refusals in Chinese.

Acts take and give plain data; callbacks draw them. Nothing here knows a screen.
"""
