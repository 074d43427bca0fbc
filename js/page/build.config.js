// Numbers for names would come from where the checkout lies, and the bundle could not be compared.
module.exports = { optimization: { moduleIds: 'named', chunkIds: 'named' } };
