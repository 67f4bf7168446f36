// Billing in an Azure region of three zones: AKS for silos and portals, PostgreSQL with a standby in another zone, a storage
// account for the membership, a vault for what is secret, a workspace for the logs.
//
// Not Container Apps: their ingress is HTTP and TCP, and RADIUS is UDP (and must keep the gateway's address).
targetScope = 'resourceGroup'

@description('The region; one with three availability zones.')
param location string = resourceGroup().location

@description('The beginning of all names; of global ones too, so it must be yours.')
@minLength(3)
@maxLength(11)
param name string

@description('PostgreSQL\'s first user. The program connects as this one.')
param postgresUser string = 'billing'

@description('Its password. No semicolon and no quote, for it stands in a connection string.')
@secure()
@minLength(16)
param postgresPassword string

@description('PostgreSQL\'s size. Charging is bound by its disk: the commit waits for it.')
param postgresSku string = 'Standard_D8ds_v5'

@description('GiB; its IOPS grow with it.')
param postgresStorage int = 512

@description('The size of the machines that silos run on.')
param nodeSku string = 'Standard_D4ds_v5'

@description('How many: a zone each at least.')
@minValue(3)
param nodes int = 3

@description('Who may sign in to the cluster as its administrators: object ids of Entra groups.')
param administrators array

@description('The addresses from which the cluster\'s interface may be asked, as CIDR.')
param administratorNetworks array

@description('The namespace and the service account of infra/kubernetes: who the program is there.')
param serviceAccount string = 'system:serviceaccount:billing:billing'

var suffix = uniqueString(resourceGroup().id)

// --- who -------------------------------------------------------------------------------------------------------------

resource program 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-program'
  location: location

  resource federation 'federatedIdentityCredentials' = {
    name: 'kubernetes'
    properties: {
      issuer: cluster.properties.oidcIssuerProfile.issuerURL
      subject: serviceAccount
      audiences: ['api://AzureADTokenExchange']
    }
  }
}

// --- network ---------------------------------------------------------------------------------------------------------

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      {
        name: 'cluster'
        properties: {
          addressPrefix: '10.20.0.0/20'
          serviceEndpoints: [{ service: 'Microsoft.Storage' }, { service: 'Microsoft.KeyVault' }]
        }
      }
      {
        name: 'postgres'
        properties: {
          addressPrefix: '10.20.16.0/24'
          delegations: [
            {
              name: 'postgres'
              properties: { serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' }
            }
          ]
        }
      }
    ]
  }

  resource clusterSubnet 'subnets' existing = { name: 'cluster' }
  resource postgresSubnet 'subnets' existing = { name: 'postgres' }
}

resource names 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: '${name}.private.postgres.database.azure.com'
  location: 'global'

  resource link 'virtualNetworkLinks' = {
    name: 'network'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
}

// The address that gateways are told: it outlives every cluster.
resource radiusAddress 'Microsoft.Network/publicIPAddresses@2024-05-01' = {
  name: '${name}-radius'
  location: location
  sku: { name: 'Standard' }
  zones: ['1', '2', '3']
  properties: { publicIPAllocationMethod: 'Static' }
}

// --- what is kept ----------------------------------------------------------------------------------------------------

resource postgres 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${name}-${suffix}'
  location: location
  sku: { name: postgresSku, tier: 'GeneralPurpose' }
  properties: {
    version: '17'
    createMode: 'Default'
    administratorLogin: postgresUser
    administratorLoginPassword: postgresPassword
    availabilityZone: '1'
    // A commit is answered when both zones have it: an acknowledged charge survives the loss of one.
    highAvailability: { mode: 'ZoneRedundant', standbyAvailabilityZone: '2' }
    storage: { storageSizeGB: postgresStorage, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: 35, geoRedundantBackup: 'Enabled' }
    network: {
      delegatedSubnetResourceId: network::postgresSubnet.id
      privateDnsZoneArmResourceId: names.id
      publicNetworkAccess: 'Disabled'
    }
    maintenanceWindow: { customWindow: 'Enabled', dayOfWeek: 0, startHour: 3, startMinute: 0 }
  }
  dependsOn: [names::link]

  resource database 'databases' = {
    name: 'billing'
    properties: { charset: 'UTF8', collation: 'en_US.utf8' }
  }

  // What the schema asks for: names are searched by trigrams.
  resource extensions 'configurations' = {
    name: 'azure.extensions'
    properties: { value: 'PG_TRGM', source: 'user-override' }
    dependsOn: [database]
  }

  // 400 bytes of log a charge: with the default every minute ends in a checkpoint.
  resource logSize 'configurations' = {
    name: 'max_wal_size'
    properties: { value: '32768', source: 'user-override' }
    dependsOn: [extensions] // one after the other, for the server is busy with each
  }
}

// Only the membership: a few rows that silos find each other by.
resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: take('${toLower(replace(name, '-', ''))}${suffix}', 24)
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'None'
      virtualNetworkRules: [{ id: network::clusterSubnet.id }]
    }
  }

  resource tables 'tableServices' = {
    name: 'default'

    resource membership 'tables' = { name: 'OrleansSiloInstances' }
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('${name}-${suffix}', 24)
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'AzureServices'
      virtualNetworkRules: [{ id: network::clusterSubnet.id }]
    }
  }

  resource connection 'secrets' = {
    name: 'postgres-connection-string'
    properties: {
      contentType: 'Npgsql'
      value: 'Host=${postgres.properties.fullyQualifiedDomainName};Database=billing;Username=${postgresUser};Password=${postgresPassword};SSL Mode=VerifyFull'
    }
  }
}

// --- what runs -------------------------------------------------------------------------------------------------------

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 90
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: take('${toLower(replace(name, '-', ''))}${suffix}', 50)
  location: location
  sku: { name: 'Premium' }
  properties: {
    adminUserEnabled: false
    zoneRedundancy: 'Enabled'
  }
}

resource cluster 'Microsoft.ContainerService/managedClusters@2024-09-01' = {
  name: '${name}-cluster'
  location: location
  sku: { name: 'Base', tier: 'Standard' }
  identity: { type: 'SystemAssigned' }
  properties: {
    dnsPrefix: name
    disableLocalAccounts: true
    aadProfile: {
      managed: true
      enableAzureRBAC: true
      adminGroupObjectIDs: administrators
    }
    apiServerAccessProfile: { authorizedIPRanges: administratorNetworks }
    oidcIssuerProfile: { enabled: true }
    securityProfile: { workloadIdentity: { enabled: true } }
    autoUpgradeProfile: { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'NodeImage' }
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      networkPolicy: 'cilium'
      networkDataplane: 'cilium'
      loadBalancerSku: 'standard'
      podCidr: '10.244.0.0/16'
      serviceCidr: '10.21.0.0/16'
      dnsServiceIP: '10.21.0.10'
    }
    agentPoolProfiles: [
      {
        name: 'silos'
        mode: 'System'
        vmSize: nodeSku
        count: nodes
        availabilityZones: ['1', '2', '3']
        osType: 'Linux'
        osSKU: 'AzureLinux'
        vnetSubnetID: network::clusterSubnet.id
        upgradeSettings: { maxSurge: '1' }
        // What the kernel keeps of RADIUS while a silo is busy: Billing__Radius__ReceiveBufferBytes asks for as much.
        linuxOSConfig: { sysctls: { netCoreRmemMax: 16777216 } }
      }
    ]
    addonProfiles: {
      omsagent: {
        enabled: true
        config: {
          logAnalyticsWorkspaceResourceID: logs.id
          useAADAuth: 'true'
        }
      }
      azureKeyvaultSecretsProvider: {
        enabled: true
        config: { enableSecretRotation: 'true' }
      }
    }
  }
}

resource clusterLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: cluster
  properties: {
    workspaceId: logs.id
    logs: [
      { category: 'kube-audit-admin', enabled: true }
      { category: 'guard', enabled: true }
    ]
  }
}

resource postgresLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: postgres
  properties: {
    workspaceId: logs.id
    logs: [{ category: 'PostgreSQLLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

// --- who may what ----------------------------------------------------------------------------------------------------

var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'
var networkContributor = '4d97b98b-1d4f-4787-a291-c67834d212e7'

resource membershipRight 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(storage.id, program.id, tableDataContributor)
  scope: storage
  properties: {
    principalId: program.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', tableDataContributor)
  }
}

resource secretRight 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, program.id, secretsUser)
  scope: vault
  properties: {
    principalId: program.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

resource pullRight 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, cluster.id, acrPull)
  scope: registry
  properties: {
    principalId: cluster.properties.identityProfile.kubeletidentity.objectId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

// The cluster gives the address to its balancer, and its machines theirs in the network.
resource networkRight 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(network.id, cluster.id, networkContributor)
  scope: network
  properties: {
    principalId: cluster.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', networkContributor)
  }
}

resource addressRight 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(radiusAddress.id, cluster.id, networkContributor)
  scope: radiusAddress
  properties: {
    principalId: cluster.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', networkContributor)
  }
}

// --- what infra/kubernetes asks for ----------------------------------------------------------------------------------

@description('Billing__Cluster__AzureTable__Url.')
output membershipUrl string = storage.properties.primaryEndpoints.table

@description('The annotation azure.workload.identity/client-id of the service account.')
output programClientId string = program.properties.clientId

@description('Where gateways send RADIUS to; annotations of the Service: azure-pip-name and azure-load-balancer-resource-group.')
output radiusAddress string = radiusAddress.properties.ipAddress

@description('The vault that has postgres-connection-string.')
output vaultName string = vault.name

@description('Where the image is pushed to.')
output registry string = registry.properties.loginServer

output clusterName string = cluster.name
