"""The pages of the board's pack: a file each, found by its folder.

To add a page, write a module that ends in ``NAME = PageMaker(name=..., place=..., make=...)``.
Nothing else has to know of it: the navigation, the PDF and its contents follow.
"""
