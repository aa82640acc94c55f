"""What the team reads of applications, one module a resource."""
