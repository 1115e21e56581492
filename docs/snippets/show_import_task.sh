dataarts-insight import-task show TASK_ID
