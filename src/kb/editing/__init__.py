"""The editors' desk without its pages: what waits, what kb understood, saving, golden questions."""
