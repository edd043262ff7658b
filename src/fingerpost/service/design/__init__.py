"""How every page looks: layout, components, forms.

Comes in: words and values, formatted. Goes out: HTML that works without JavaScript. No models.
"""
