"""Employers' decisions: what officers and managers see of them, and how a manager's answer is kept."""
