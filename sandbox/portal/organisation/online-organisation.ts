type Json = Record<string, unknown>;

/** What an organisation of ArcGIS Online says beside the rest. The groups that the queries name are Esri's and not here. */
export const ONLINE_ORGANISATION: Json = {
  analysisLayersGroupQuery: 'title:"Living Atlas Analysis Layers" AND owner:esri',
  backgroundImage: 'images/arcgis_background.jpg',
  colorSetsGroupQuery: 'title:"Esri Colors" AND owner:esri_en',
  contentCategorySetsGroupQuery: 'title:"ArcGIS Online Content Category Sets" AND owner:esri_en',
  defaultVectorBasemap: { title: 'None', baseMapLayers: [] },
  featuredItemsGroupQuery: '',
  galleryTemplatesGroupQuery: 'title:"Gallery Templates" AND owner:esri_en',
  layerTemplatesGroupQuery: 'title:"Esri Layer Templates" AND owner:esri_en',
  livingAtlasGroupQuery: 'title:"LAW Search" AND owner:Esri_LivingAtlas',
  rasterFunctionTemplatesGroupQuery: 'title:"Raster Function Templates" AND owner:esri_en',
  stylesGroupQuery: 'title:"Esri Styles" AND owner:esri_en',
  symbolSetsGroupQuery: 'title:"Esri Symbols" AND owner:esri_en',
  templatesGroupQuery: 'title:"Web Application Templates" AND owner:esri_en',
  vectorBasemapGalleryGroupQuery: 'title:"World Vector Basemaps" AND owner:esri_en',
  publicSubscriptionInfo: { companionOrganizations: [] },
};

/** What an organisation of ArcGIS Online keeps from those who are not signed in. */
const FOR_MEMBERS =
  /^(?:availableCredits|defaultUserCreditAssignment|can(?:List|Search|Share|SignIn).*|created|modified|database.*|isReadOnly|maxTokenExpirationMinutes|notificationsEnabled|storage(?:Quota|Usage)|subscriptionInfo|updateUserProfileDisabled|useStandardizedQuery|mfa.*|contacts|recycleBin.*)$/;

/** What anybody may read of it. */
export function publicPart(organisation: Json): Json {
  return Object.fromEntries(Object.entries(organisation).filter(([name]) => !FOR_MEMBERS.test(name)));
}
