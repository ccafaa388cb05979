"""What people take to the workplace: job breakdown sheet, clips, redline of the procedure."""
