"""`python -m indexgov` is the `indexgov` command."""

from indexgov.cli import main

if __name__ == "__main__":
    main()
