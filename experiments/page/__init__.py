"""What the workshop's pages are made of on Python's side: the machine code, its numbers, one page on this computer's own address."""
