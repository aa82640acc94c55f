"""What a teammate reviews and hands over on request; nothing leaves by it yet."""
