aws ecs register-task-definition --cli-input-json file://task.json
