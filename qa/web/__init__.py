"""The page that people open: NiceGUI on the service of ``qa.api``. The only package that loads NiceGUI."""
