"""The history (历史记录) for the units and for the chief: pages and files."""
