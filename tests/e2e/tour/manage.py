"""Django's read-only admin; the sections of the console have areas of their own."""

from tests.e2e.tour.guide import Tour


def visit(tour: Tour) -> None:
    """Ada reads records."""
    page = tour.page()
    tour.sign_in(page, tour.demo.ada, f"{tour.demo.issuer}/admin/")
    tour.look(page, "admin")
