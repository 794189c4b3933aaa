"""What is true about meetings of leaders and what follows from it: no web, no scheduler."""
