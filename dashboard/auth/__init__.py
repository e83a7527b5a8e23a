"""Who may see and do what: principals, rights and scopes, sign-in, wall devices, machine keys, the gate."""
