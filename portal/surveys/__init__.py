"""What candidates are asked, what is kept, what is released."""
