"""What the team sets once: the company, its departments and holidays."""
