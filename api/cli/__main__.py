"""`python -m api.cli` is `sekitori`."""

from api.cli.main import main

main()
