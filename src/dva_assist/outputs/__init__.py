"""What leaves the program as a file of another kind, and what comes back in."""
