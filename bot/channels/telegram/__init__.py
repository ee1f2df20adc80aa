"""The Telegram channel; importing this package alone loads neither aiogram nor python-telegram-bot."""
