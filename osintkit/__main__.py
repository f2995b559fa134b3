"""``python -m osintkit`` is the ``osintkit`` command."""

from osintkit.cli import main

if __name__ == "__main__":
    main()
