"""What people say of matters of their own: new ones, and those that are under way."""
