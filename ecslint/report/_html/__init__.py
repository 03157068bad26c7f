"""The parts of the page that ``html`` renders."""
