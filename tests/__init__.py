"""The tests of osintkit."""
