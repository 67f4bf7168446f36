using 'main.bicep'

param name = 'billing'
param postgresPassword = readEnvironmentVariable('BILLING_DB_PASSWORD', 'set-it-in-the-environment')
param administrators = ['00000000-0000-0000-0000-000000000000']
param administratorNetworks = ['192.0.2.0/24']
