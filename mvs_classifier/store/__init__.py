"""The user's models: installed, current, rolled back."""
