"""Board pack and open data: a `Release` in, pages and files out.

Comes in: a `Release` and nothing else; every public function refuses anything that is not one.
Goes out: the pack as HTML and as PDF/UA-1 from one content model, and open data. Imports
disclosure, measures (declarations), statistics, core; never the lake.
"""
