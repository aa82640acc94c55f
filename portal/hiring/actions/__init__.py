"""What changes an application, one module a resource."""
