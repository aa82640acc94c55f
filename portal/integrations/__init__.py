"""How candidates come in from elsewhere: spreadsheets now."""
