"""Small widgets that several panels and pages are made of."""
