"""What sets up, starts and checks a checkout; nothing in here runs in production."""
