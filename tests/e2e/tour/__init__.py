"""The page tour: one module an area, each with a function ``visit(tour)`` that opens, and shows to the inspector, its pages.

A new page: one `tour.look(page, "name")` in its area's module, or a new module here; nothing else to register.
Press by id, never by words, and make people with `tour.newcomer`: the tour is walked in more than one language.
"""
