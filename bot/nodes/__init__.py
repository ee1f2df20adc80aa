"""The line between the province's instance and those that work without one."""
