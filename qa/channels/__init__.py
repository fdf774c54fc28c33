"""Chat tools: one core, three thin adapters (企业微信, 钉钉, 飞书). No web framework here: ``qa.api.channels`` has it."""
