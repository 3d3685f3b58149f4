"""Lines of work to suggest from."""

LINES = ["负责华中三省市场开发", "为团体观众提供中英文讲解", "招聘岗位：业务员", "办卡推广", "出差：少量"]
