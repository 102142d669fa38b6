"""How the incidents stand, at a glance."""
