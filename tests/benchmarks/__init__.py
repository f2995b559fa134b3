"""What the README claims in numbers, measured by one command each."""
