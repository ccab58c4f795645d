"""What people with work say, in words of their own: which case they mean, and what is done."""
