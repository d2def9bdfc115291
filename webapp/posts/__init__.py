"""岗位转办: handing the own post over, and having it covered."""
