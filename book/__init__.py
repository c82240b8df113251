"""What turns the chapters into the site; no part of the helper package."""
