"""What all pages share: navigation, figures, charts, errors."""
