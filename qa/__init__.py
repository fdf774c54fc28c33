"""The answering house: a Chinese question in, a proved answer or a refusal out. It may look down into ``kg``."""
